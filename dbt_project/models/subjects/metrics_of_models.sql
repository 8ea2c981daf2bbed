{{ metrics_of('models') }}
