"""Documents: Markdown, Word and PDF."""

from .markdown import read_markdown
from .pdf import read_pdf
from .word import read_docx

__all__ = ["read_docx", "read_markdown", "read_pdf"]
