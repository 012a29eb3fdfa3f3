"""Every setting with its default.

Each may be given in the environment with the prefix CONSULT_ (CONSULT_URL for URL).
"""

# Where people reach the site. With https the cookies are secure and carry the __Host- prefix.
URL = "http://127.0.0.1:8000"

# The folder of the embedded database, of mail written to files, and of keys.
DATA = "instance"

# A PostgreSQL server instead of the embedded database: postgresql://user:password@host/name
DATABASE_URL = ""

# The name of the site, and where people ask for help. Both stand on every page.
SITE_NAME = "Consult"
CONTACT = "help@consult.example"

# Mail. Without a server, letters are written to files in DATA/letters.
MAIL_SERVER = ""
MAIL_PORT = 25
MAIL_USERNAME = ""
MAIL_PASSWORD = ""
MAIL_USE_TLS = False
MAIL_SENDER = "Consult <no-reply@consult.example>"

# A development server shows the letters it wrote and explains faults in the browser. Never on a public address.
DEVELOPMENT = False

# Signs cookies and mailed links. Empty: made once and kept in DATA/secret_key.
SECRET_KEY = ""

# How many proxies in front of the site add X-Forwarded-For. 0 when people reach it directly.
PROXIES = 0

# Who may do how much (Flask-Limiter's notation). Counts are kept in each process's memory unless LIMIT_STORAGE
# names a Redis server.
LIMIT_SIGN_IN = "10 per 5 minutes"
LIMIT_SIGN_IN_ADDRESS = "300 per 5 minutes"
LIMIT_REGISTER = "100 per hour"
LIMIT_SEND = "300 per hour"
LIMIT_VOTES = "3000 per hour"
LIMIT_LETTERS = "5 per hour"
LIMIT_FLAG = "30 per hour"
LIMIT_NOTICE = "10 per hour"
LIMIT_REPORT = "60 per minute"
LIMIT_API = "600 per minute"
LIMIT_CODES = "20 per hour"
LIMIT_STORAGE = "memory://"

# In how many days somebody who sends with an e-mail address alone must follow the mailed link.
CONFIRM_DAYS = 7

# The largest request, in bytes.
MAX_REQUEST = 2_000_000

# The largest file that may be attached, in bytes, and how many one submission may hold.
FILE_SIZE = 10_000_000
FILES = 10

# The cost of one password hash: memory in KiB and rounds (OWASP's second setting for argon2id).
PASSWORD_MEMORY = 19_456
PASSWORD_ROUNDS = 2
