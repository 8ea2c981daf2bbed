{{ plain_papers('acl_anthology') }}
