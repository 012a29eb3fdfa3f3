"""What comes from elsewhere: files read into contributions."""
