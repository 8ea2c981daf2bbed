{{ plain_papers('lists') }}
