import type { Command } from './command.ts'
import { completionCommand } from './commands/completion.ts'
import { diffCommand } from './commands/diff.ts'
import { doctorCommand } from './commands/doctor.ts'
import { exportCommand } from './commands/export.ts'
import { importCommand } from './commands/import.ts'
import { initCommand } from './commands/init.ts'
import { listCommand } from './commands/list.ts'
import { mergeDriverCommand } from './commands/merge-driver.ts'
import { moveCommand } from './commands/mv.ts'
import { pathCommand } from './commands/path.ts'
import { pruneCommand } from './commands/prune.ts'
import { recordCommand } from './commands/record.ts'
import { runCommand } from './commands/run.ts'
import { showCommand } from './commands/show.ts'
import { updateCommand } from './commands/update.ts'
import { verifyCommand } from './commands/verify.ts'
import { viewCommand } from './commands/view.ts'

/** All commands, in the order in which the help lists them. */
export const COMMANDS: readonly Command[] = [
  listCommand,
  showCommand,
  diffCommand,
  viewCommand,
  verifyCommand,
  pruneCommand,
  pathCommand,
  recordCommand,
  updateCommand,
  runCommand,
  moveCommand,
  importCommand,
  exportCommand,
  doctorCommand,
  initCommand,
  mergeDriverCommand,
  completionCommand(() => COMMANDS),
]
