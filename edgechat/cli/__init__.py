"""The command line: one small file per group of commands. Nothing here loads Qt or a native library.

JSON stands alone on standard output; progress, notes and errors go to standard error. Whatever is slow to
import is imported inside the command that needs it, so that ``edgechat --help`` answers at once.
"""
