{{ paper_shares('any_industry_share') }}
