"""What `/metrics` tells: of this process what it has counted, of the tables what they say now.

Figures from tables, the queue and Dagster are the same whichever API is asked: where several run,
take the largest, not the sum. Those of requests, streams and the pool are each process's own.
"""
