"""What of each package goes into the page to try dlpulint, and from where."""

import re

EXAMPLES = (
    "mobilenet_int8_per_channel.tflite",
    "silu_detector_int8.tflite",
    "mobilenet_float32.tflite",
    "resnet_opset13.onnx",
)
"""Models to click, of `fixtures/`."""

PYODIDE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm")

WHEEL_TARGETS = (
    "--only-binary=:all:", "--python-version=3.14", "--implementation=cp",
    "--abi=cp314", "--abi=abi3", "--abi=none",
    "--platform=pyemscripten_2026_0_wasm32", "--platform=manylinux_2_28_x86_64", "--platform=any",
)  # fmt: skip
"""Options of pip for the Python of Pyodide."""

NOTICE = re.compile(r"\.dist-info/(.*/)?(LICEN[CS]E|NOTICE)[^/]*$")
"""Licences in wheels."""


class Kept:
    """The files of packages whose names match one pattern and not another."""

    def __init__(self, of: str, without: str) -> None:
        self._of, self._without = re.compile(of), re.compile(without)

    def kept(self, name: str) -> bool:
        """Whether a file is one of them."""
        return bool(self._of.match(name)) and not self._without.search(name)


CORE = Kept(
    r"(dlpulint|tflite|tomli|flatbuffers|jinja2|markupsafe|msgspec)/"
    r"|dlpulint-[^/]+\.dist-info/METADATA$",
    r"^dlpulint/(cli|confrontation|logs|manual|mending|probing|proof|testing\.py|__main__\.py)(/|$)"
    r"|\.examples\.toml$|_speedups\.|\.pyi$|py\.typed$|^tflite/(utils|schema)",
)
"""What reads TFLite and writes reports."""

ONNX = Kept(
    r"google/protobuf/|onnx/(__init__\.py|onnx_ml_pb2\.py|onnx_cpp2py_export\.abi3\.so)$",
    r"/(compiler|testdata|pyext|util)/|_benchmark\.py$|testing_refleaks",
)
"""What reads ONNX, in addition."""

LIBRARY = Kept(
    r"",
    r"^(_pyrepl|curses|dbm|email|ensurepip|http|idlelib|lib2to3|multiprocessing|profiling|pydoc_data"
    r"|sqlite3|tkinter|turtledemo|unittest|venv|wsgiref|xml|xmlrpc)/|(^|/)tests?/"
    r"|^(_aix_support|_osx_support|_pydatetime|_pydecimal|_pyio|antigravity|argparse|bdb|cProfile"
    r"|cmd|code|colorsys|compileall|configparser|doctest|filecmp|fileinput|ftplib|getopt|getpass"
    r"|graphlib|imaplib|mailbox|mimetypes|modulefinder|netrc|optparse|pdb|pickletools|plistlib"
    r"|poplib|profile|pstats|pty|py_compile|pyclbr|pydoc|quopri|rlcompleter|sched|shelve|smtplib"
    r"|socketserver|statistics|stringprep|symtable|tabnanny|tarfile|this|timeit|trace|tracemalloc"
    r"|tty|turtle|wave|webbrowser|zipapp)\.py$"
    r"|^encodings/(?!(__init__|aliases|ascii|cp437|latin_1|raw_unicode_escape|unicode_escape|utf_8)\.)",
)
"""Python's library without what neither Pyodide nor dlpulint imports."""
