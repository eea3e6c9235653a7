def command() -> None:
    """X"""
