{{ metrics_of('universities', of_papers=true) }}
