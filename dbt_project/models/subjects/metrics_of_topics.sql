{{ metrics_of('topics', also=['int_topic_shares'], of_papers=true) }}
