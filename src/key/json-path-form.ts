const QUOTED = String.raw`'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"`
const NAME = String.raw`[\p{ID_Start}_$][\p{ID_Continue}$-]*`

/** Source of a regular expression (flag `u`) that one step of a JSON path matches, by kind. */
export const JSON_PATH_STEP = [
  String.raw`\.\.(?<deep>${NAME})`,
  String.raw`\.\.\[(?<deepQuoted>${QUOTED})\]`,
  String.raw`\.(?<name>${NAME})`,
  String.raw`(?<any>\.\*|\[\*\])`,
  String.raw`\[(?<index>\d+)\]`,
  String.raw`\[(?<quoted>${QUOTED})\]`,
].join('|')

/** Source of a regular expression (flag `u`) that JSON paths match: all that the check of options needs of them. */
export const JSON_PATH = String.raw`^\$(?:${JSON_PATH_STEP})+$`
