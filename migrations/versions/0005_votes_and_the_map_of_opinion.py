"""People vote on each other's claims, where the plan lets them, and the votes make a map of opinion.

Safe while the site runs: four new tables that no released code reads, and a switch that is off. Going down forgets the
votes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('opinions',
    sa.Column('topic_id', sa.BigInteger(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('seconds', sa.Float(), nullable=False),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.Column('votes', sa.Integer(), nullable=False),
    sa.Column('claims', sa.Integer(), nullable=False),
    sa.Column('result', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['topic_id'], ['topics.id'], name=op.f('fk_opinions_topic_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('topic_id', name=op.f('pk_opinions'))
    )
    with op.batch_alter_table('opinions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_opinions_due_at'), ['due_at'], unique=False)

    op.create_table('claim_standings',
    sa.Column('topic_id', sa.BigInteger(), nullable=False),
    sa.Column('position_id', sa.BigInteger(), nullable=False),
    sa.Column('priority', sa.Float(), nullable=False),
    sa.Column('mean', sa.Float(), nullable=False),
    sa.Column('x', sa.Float(), nullable=False),
    sa.Column('y', sa.Float(), nullable=False),
    sa.ForeignKeyConstraint(['position_id'], ['positions.id'], name=op.f('fk_claim_standings_position_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['topic_id'], ['topics.id'], name=op.f('fk_claim_standings_topic_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('topic_id', 'position_id', name=op.f('pk_claim_standings'))
    )
    with op.batch_alter_table('claim_standings', schema=None) as batch_op:
        batch_op.create_index('ix_claim_standings_priority', ['topic_id', 'priority', 'position_id'], unique=False)

    op.create_table('vote_tallies',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('position_id', sa.BigInteger(), nullable=False),
    sa.Column('stakeholder_group', sa.Enum('government', 'private_sector', 'civil_society', 'technical_community', 'academia', 'international_organisation', 'individual', 'other', 'undeclared', name='group', native_enum=False, length=40), nullable=False),
    sa.Column('value', sa.SmallInteger(), nullable=False),
    sa.Column('step', sa.Integer(), nullable=False),
    sa.Column('is_folded', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['position_id'], ['positions.id'], name=op.f('fk_vote_tallies_position_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_vote_tallies'))
    )
    with op.batch_alter_table('vote_tallies', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_vote_tallies_position_id'), ['position_id'], unique=False)
        batch_op.create_index('ix_vote_tallies_unfolded', ['is_folded', 'position_id'], unique=False)

    op.create_table('votes',
    sa.Column('position_id', sa.BigInteger(), nullable=False),
    sa.Column('stakeholder_id', sa.BigInteger(), nullable=False),
    sa.Column('value', sa.SmallInteger(), nullable=False),
    sa.Column('stakeholder_group', sa.Enum('government', 'private_sector', 'civil_society', 'technical_community', 'academia', 'international_organisation', 'individual', 'other', 'undeclared', name='group', native_enum=False, length=40), nullable=False),
    sa.Column('cast_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['position_id'], ['positions.id'], name=op.f('fk_votes_position_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['stakeholder_id'], ['stakeholders.id'], name=op.f('fk_votes_stakeholder_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('position_id', 'stakeholder_id', name=op.f('pk_votes'))
    )
    with op.batch_alter_table('votes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_votes_stakeholder_id'), ['stakeholder_id'], unique=False)

    with op.batch_alter_table('consultations', schema=None) as batch_op:
        batch_op.add_column(sa.Column('votes', sa.Boolean(), nullable=False, server_default=sa.false()))



def downgrade() -> None:
    with op.batch_alter_table('consultations', schema=None) as batch_op:
        batch_op.drop_column('votes')

    with op.batch_alter_table('votes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_votes_stakeholder_id'))

    op.drop_table('votes')
    with op.batch_alter_table('vote_tallies', schema=None) as batch_op:
        batch_op.drop_index('ix_vote_tallies_unfolded')
        batch_op.drop_index(batch_op.f('ix_vote_tallies_position_id'))

    op.drop_table('vote_tallies')
    with op.batch_alter_table('claim_standings', schema=None) as batch_op:
        batch_op.drop_index('ix_claim_standings_priority')

    op.drop_table('claim_standings')
    with op.batch_alter_table('opinions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_opinions_due_at'))

    op.drop_table('opinions')
