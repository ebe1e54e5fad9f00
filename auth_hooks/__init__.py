"""Who we are, proven to each provider: one module per provider, for any `httpx` client.

`tikkie` and `payconiq` hold the credentials, the pure signing functions and the `httpx.Auth` of that provider.
`client` adds timeouts, safe retries and typed errors; `errors` is the exception tree.
"""
