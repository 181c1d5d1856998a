import type { ErrorCode } from "yaml";

/** What a YAML parser's complaint means to somebody who does not know YAML's grammar, and what to do. */
interface Words {
  readonly message: string;
  readonly advice: string;
}

const byCode: Partial<Record<ErrorCode, Words>> = {
  TAB_AS_INDENT: {
    message: "this line is indented with a tab",
    advice: "indent with blanks, two for each level: YAML does not take tabs",
  },
  BAD_INDENT: {
    message: "this line is indented differently from its neighbours, or a bracket is not closed above it",
    advice: "entries that belong together begin in the same column; each [ needs its ] and each { its }",
  },
  BAD_SCALAR_START: {
    message: "text cannot begin with this character here",
    advice: "put the whole text in quotes",
  },
  BLOCK_AS_IMPLICIT_KEY: {
    message: "a second colon on one line",
    advice: "put text that has a colon and a blank in quotes, or begin a new line",
  },
  BLOCK_IN_FLOW: {
    message: "an indented list or map stands inside [ ] or { }",
    advice: "write it without the brackets, or all of it inside them",
  },
  MISSING_CHAR: {
    message: "something is not closed here: a quote, a bracket or a comma is missing",
    advice: "look for a quote without its partner in the lines above",
  },
  MULTILINE_IMPLICIT_KEY: {
    message: "this line is neither 'key: value' nor the rest of the line above",
    advice: "there must be a blank after the colon, and keys of one map begin in the same column",
  },
  UNEXPECTED_TOKEN: {
    message: "this does not belong here",
    advice: "put text that begins with { or [ in quotes; look for a bracket too many",
  },
  BAD_ALIAS: { message: "* begins the name of an anchor", advice: "put text that begins with * in quotes" },
  BAD_DQ_ESCAPE: {
    message: "\\ in double quotes begins a code, and this is none",
    advice: "use single quotes, or write \\\\",
  },
  NON_STRING_KEY: {
    message: "a key must be plain text",
    advice: "put text that begins with ? { or [ in quotes",
  },
  MULTIPLE_DOCS: {
    message: "a second document begins here",
    advice: "one file holds one site: take away the line with ---",
  },
  TAG_RESOLVE_FAILED: {
    message: "! begins a tag, and tags mean nothing here",
    advice: "put text that begins with ! in quotes",
  },
  RESOURCE_EXHAUSTION: {
    message: "brackets are nested too deeply",
    advice: "no part of this file needs more than ten levels",
  },
};

/** A text that begins with a figure, such as `{sales.waiting} now`, and was not put in quotes. */
const unquotedField = /^\s*(?:-\s+)*(?:[A-Za-z$][\w-]*:\s+)?(?:-\s+)?\{[a-zA-Z]+(?:\.|\s*\||\})/;

/** The parser's complaint in plain words; `sourceLine` is the line it points at. */
export function yamlWords(code: ErrorCode, original: string, sourceLine: string): Words {
  if (unquotedField.test(sourceLine))
    return { message: "text that begins with { must be in quotes", advice: 'write "{…}" with the quotes' };
  return byCode[code] ?? { message: original, advice: "compare with the examples in config/" };
}
