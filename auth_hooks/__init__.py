"""Who we are, proven to each provider: one module per provider, for any `httpx` client.

`tikkie`, `payconiq`, `twikey` and `anytime` hold the credentials, the pure signing functions and the `httpx.Auth` of
their provider.
`client` adds timeouts, safe retries and typed errors; `errors` is the exception tree.
"""
