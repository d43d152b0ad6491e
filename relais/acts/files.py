"""A file whose bytes are stored: what verbs are handed, and what the chain keeps of it."""

from __future__ import annotations

from dataclasses import dataclass

from relais.acts.chain import file_digest


@dataclass(frozen=True, slots=True)
class StoredFile:
    """The bytes lie in the storage under their SHA-256 (`log.uploads.keep`); `media_type` is what was found in them.

    `salt` keeps the digest in the chain from being guessed once the file is erased.
    """

    name: str
    sha256: str
    size: int
    media_type: str
    salt: str

    @property
    def digest(self) -> str:
        return file_digest(self.salt, self.name, self.sha256, self.size)
