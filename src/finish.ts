import { finishScript } from './runners/process/finish-script.ts'

const errors = await finishScript(process.argv[2] ?? '')
for (const error of errors) process.stderr.write(`${error.stack ?? error.message}\n`)
if (errors.length > 0) process.exitCode = 1
