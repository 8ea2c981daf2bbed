{{ metrics_of('supply') }}
