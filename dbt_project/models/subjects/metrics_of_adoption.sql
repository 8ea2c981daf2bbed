{{ metrics_of('adoption', of_papers=true) }}
