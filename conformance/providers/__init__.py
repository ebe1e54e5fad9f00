"""What each provider adds to the judge: one module or package per provider, its value `PROVIDER`."""
