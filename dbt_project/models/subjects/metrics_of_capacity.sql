{{ metrics_of('capacity') }}
