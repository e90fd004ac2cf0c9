"""Writes a TensorFlow checkpoint of GPT-2's weights (tensor_bundle.proto in a table of LevelDB's format), for scripts/make-model."""
import functools
import os
import struct

import numpy as np

TYPES = {"f32": (1, 4)}  # number in types.proto, bytes
POLYNOMIAL = 0x82F63B78
LANES = 4096


@functools.cache
def table():
    crc = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        crc = crc >> 1 ^ np.where(crc & 1, np.uint32(POLYNOMIAL), np.uint32(0))
    return crc


def times(matrix, vector):
    """A matrix over bits, as its 32 columns, times a number."""
    result = 0
    for bit in range(32):
        if vector >> bit & 1:
            result ^= matrix[bit]
    return result


@functools.cache
def zeros(count):
    """What `count` zero bytes do to a checksum."""
    if count == 1:
        entries = table()
        return tuple(int(entries[1 << bit & 255]) ^ (1 << bit) >> 8 if bit < 8 else 1 << (bit - 8) for bit in range(32))
    half = zeros(count // 2)
    square = tuple(times(half, column) for column in half)
    return tuple(times(square, column) for column in zeros(1)) if count % 2 else square


def raw_crc(data, crc):
    """The register after these bytes; lanes of equal length side by side, then put together."""
    length = len(data) // LANES
    if length:
        lanes = np.frombuffer(data, np.uint8, length * LANES).reshape(LANES, length).T
        state, entries = np.zeros(LANES, np.uint32), table()
        for column in np.ascontiguousarray(lanes):
            state = entries[(state ^ column) & 255] ^ state >> 8
        skip = zeros(length)
        for lane in state.tolist():
            crc = times(skip, crc) ^ lane
    entries = table().tolist()
    for byte in data[length * LANES:]:
        crc = entries[(crc ^ byte) & 255] ^ crc >> 8
    return crc


def masked(register):
    crc = ~register & 0xFFFFFFFF
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def varint(value):
    out = b""
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


def field(number, value):
    return varint(number << 3) + varint(value) if isinstance(value, int) else varint(number << 3 | 2) + varint(len(value)) + value


def sstable(entries):
    out = b""

    def add(pairs):
        nonlocal out
        block = b"".join(b"\0" + varint(len(key)) + varint(len(value)) + key + value for key, value in pairs)
        block += struct.pack("<II", 0, 1) + b"\0"  # one restart; not packed
        handle = varint(len(out)) + varint(len(block) - 1)
        out += block + struct.pack("<I", masked(raw_crc(block, 0xFFFFFFFF)))
        return handle

    data = add(entries)
    metadata = add([])
    index = add([(entries[-1][0] + b"~", data)])
    return out + (metadata + index).ljust(40, b"\0") + struct.pack("<Q", 0xDB4775248B80FB57)


def name_of(tensor):
    """"h.0.attn.c_attn.weight" to "model/h0/attn/c_attn/w", and the shape it has there."""
    parts = tensor.name.split(".")
    if parts[0] == "h":
        parts[:2] = ["h" + parts[1]]
    last = parts.pop()
    if parts[0] in ("wte", "wpe"):
        return "/".join(["model", *parts]), tensor.shape
    is_matrix = len(tensor.shape) == 2
    end = "b" if last == "bias" else "w" if is_matrix else "g"
    return "/".join(["model", *parts, end]), (1, *tensor.shape) if is_matrix else tensor.shape


def write(prefix, tensors, pieces, dtype):
    """pieces: (tensor, bytes) in the order of the tensors."""
    number, size = TYPES[dtype]
    data_path = prefix.with_name(prefix.name + ".data-00000-of-00001")
    registers = {tensor.name: 0xFFFFFFFF for tensor in tensors}
    with open(data_path, "wb") as out:
        for tensor, data in pieces:
            registers[tensor.name] = raw_crc(data, registers[tensor.name])
            out.write(data)
        out.flush()
        os.fsync(out.fileno())
    entries, offset = {b"": field(1, 1) + field(3, field(1, 1))}, 0
    for tensor in tensors:
        name, shape = name_of(tensor)
        dimensions = b"".join(field(2, field(1, length)) for length in shape)
        place = field(4, offset) if offset else b""
        checksum = varint(6 << 3 | 5) + struct.pack("<I", masked(registers[tensor.name]))
        entries[name.encode()] = field(1, number) + field(2, dimensions) + place + field(5, size * tensor.elements) + checksum
        offset += size * tensor.elements
    prefix.with_name(prefix.name + ".index").write_bytes(sstable(sorted(entries.items())))
