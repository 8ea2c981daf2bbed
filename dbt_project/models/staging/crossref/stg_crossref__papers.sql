{{ plain_papers('crossref') }}
