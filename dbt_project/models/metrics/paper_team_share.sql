{{ paper_shares('paper_team_share') }}
