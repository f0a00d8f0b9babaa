"""How a Rust file with the weights of a score is written: the hash of the names that were weighed, then the weights."""


def names_hash(names):
    """FNV-1a in 64 bits of the names, a line feed between two of them, as `src/text/feature_names.rs` reckons it."""
    value = 0xCBF29CE484222325
    for byte in "\n".join(names).encode():
        value = (value ^ byte) * 0x100000001B3 % 2**64
    return value


def rust(about, names, tables):
    """Returns the file: what it is about, and each of `tables` as a constant, its weights in the order of `names`."""
    digits = f"{names_hash(names):016X}"
    grouped = "_".join(digits[at:at + 4] for at in range(0, 16, 4))
    lines = [f"//! {about}", ""]
    lines += ["/// The hash of the figures' names, in their order; a test compares it.", "#[cfg(test)]", f"pub const NAMES_HASH: u64 = 0x{grouped};", ""]
    for table, weights in tables.items():
        values = [f"{weight:.4f}," for weight in weights]
        width = max(map(len, values))
        lines += [f"pub const {table}: &[f32] = &["]
        lines += [f"    {value:<{width}} // {name}" for value, name in zip(values, names, strict=True)]
        lines += ["];", ""]
    return "\n".join(lines[:-1]) + "\n"
