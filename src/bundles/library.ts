// What the package's own entry is made of, and its types. Apart from the runners' part of the engine, whose types lead
// to those of every runner.
export {
  RewindCassetteError,
  RewindError,
  RewindOptionsError,
  RewindReplayDivergenceError,
  RewindSecretError,
  RewindUnusedCallsError,
} from '../errors.ts'
export { normalize } from '../options/normalize-presets.ts'
export { DEFAULT_LLM_HOSTS } from '../providers/default-hosts.ts'
export { isInstalled } from '../scope/interception.ts'
export {
  configure,
  defaultMatch,
  defineConfig,
  install,
  savings,
  uninstall,
  withCassette,
} from '../runners/script/script.ts'
export { testCookie, testHeaders } from '../runners/script/name-test.ts'

export type { Mode } from '../decide.ts'
export type { RequestDifference, RewindErrorCode, SecretPlace } from '../errors.ts'
export type { RewindRequest } from '../options/match-request.ts'
export type { ReplaceRule } from '../text/patterns/replace-rule.ts'
export type { IgnoreOptions, ModelPrice } from '../options/option-table.ts'
export type { RewindOptions } from '../options/options.ts'
export type { HostRule } from '../providers/host-rule.ts'
export type { RunReport } from '../report/run-report.ts'
export type { Savings } from '../report/savings.ts'
export type { Answer, AnswerError, AnswerPart, Choice } from '../answers/answer.ts'
export type { Conversation, Message, ToolOffer } from '../answers/conversation.ts'
export type {
  BeforeAfter,
  CompletionReport,
  DiffedCall,
  Difference,
  DiffReport,
  ExportReport,
  FailureReport,
  Finding,
  FindingsReport,
  ImportedFile,
  ImportReport,
  InitReport,
  ListedCassette,
  ListReport,
  ListTotals,
  MergeReport,
  MovedRecording,
  MoveReport,
  PathReport,
  ProgramReport,
  ShownCall,
  ShownSession,
  ShowReport,
  TestRunReport,
  ViewReport,
  ViewServerReport,
} from '../cli/json-reports.ts'
export type { HelpReport, VersionReport } from '../cli/help-report.ts'
