"""What a linked program is made of: enough of the ELF format to do without binutils for the target."""

import struct
from pathlib import Path
from typing import NamedTuple

SHT_SYMTAB = 2
SHT_NOBITS = 8
SHF_ALLOC = 2


class Section(NamedTuple):
    name: int
    type: int
    flags: int
    address: int
    offset: int
    size: int
    link: int
    info: int
    alignment: int
    entry_size: int


class Symbol(NamedTuple):
    name: str
    address: int
    size: int
    # Whether it lies in a section that is in flash.
    in_flash: bool


class Elf:
    """A little-endian ELF file of 32 bits."""

    def __init__(self, path: Path):
        self.data = path.read_bytes()
        if self.data[:6] != b"\x7fELF\x01\x01":
            raise ValueError(f"{path} is no little-endian ELF file of 32 bits")
        (offset,) = struct.unpack_from("<I", self.data, 32)
        size, count = struct.unpack_from("<HH", self.data, 46)
        self.sections = [Section(*struct.unpack_from("<10I", self.data, offset + i * size)) for i in range(count)]
        (names,) = struct.unpack_from("<H", self.data, 50)
        self.names = self.sections[names]

    def flash(self) -> int:
        """Bytes that have to be programmed: code, constants, and what variables start with."""
        return sum(section.size for section in self.sections if in_flash(section))

    def comments(self) -> list[str]:
        """What the compilers and the linker say of themselves."""
        return [text.decode() for section in self.sections if self._text(self.names, section.name) == ".comment"
                for text in self._bytes(section).split(b"\0") if text]

    def symbols(self) -> list[Symbol]:
        return [self._symbol(fields, table) for table in self.sections if table.type == SHT_SYMTAB
                for fields in struct.iter_unpack("<IIIBBH", self._bytes(table))]

    def _symbol(self, fields: tuple[int, ...], table: Section) -> Symbol:
        name, address, size, _info, _other, index = fields
        text = self._text(self.sections[table.link], name)
        # Beyond the sections are numbers with a meaning of their own: absolute, common.
        return Symbol(text, address, size, index < len(self.sections) and in_flash(self.sections[index]))

    def _text(self, names: Section, at: int) -> str:
        start = names.offset + at
        return self.data[start:self.data.index(b"\0", start)].decode()

    def _bytes(self, section: Section) -> bytes:
        return self.data[section.offset:section.offset + section.size]


def in_flash(section: Section) -> bool:
    return bool(section.flags & SHF_ALLOC) and section.type != SHT_NOBITS
