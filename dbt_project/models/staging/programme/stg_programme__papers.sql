{{ plain_papers('programme') }}
