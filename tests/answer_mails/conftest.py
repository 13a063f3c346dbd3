from tests.fakes.mail_servers import demo, smtp

__all__ = ["demo", "smtp"]
