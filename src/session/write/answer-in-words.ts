import type { Answer } from '../../answers/answer.ts'
import { readAnswer, readMedia, type AnswerSource } from '../../answers/read-answer.ts'
import type { PlainValue } from '../../cassette/form/write-yaml.ts'
import { describeChoice, describeError, namesOfMedia } from './parts-in-words.ts'
import { sessionInWords } from './session-in-words.ts'

/**
 * Puts the answer of a call in words, as a cassette shows it: a list of what was said, and why it ended. Of a WebSocket
 * session it is what both sides said.
 *
 * @returns undefined where there is nothing that the response does not say as well
 */
export function answerInWords(call: AnswerSource): PlainValue | undefined {
  const { socket } = call.response
  if (socket !== undefined) return sessionInWords(socket)
  const answer = readAnswer(call)
  if (isBareData(answer)) return undefined
  const names = namesOf(call, answer)
  const words = describeChoice(answer, names)
  const { error, alternatives = [] } = answer
  const said = [
    ...words,
    ...(error === undefined ? [] : [describeError(error)]),
    ...alternatives.map((choice) => ({ alternative: describeChoice(choice, names) })),
  ]
  return said.length === 0 ? undefined : said
}

// Lists of models, files and the like are shown by the response itself.
function isBareData({ parts, error, alternatives }: Answer): boolean {
  return error === undefined && alternatives === undefined && parts.every(({ kind }) => kind === 'data')
}

function namesOf(call: AnswerSource, { parts, alternatives = [] }: Answer): ReadonlyMap<string, string> {
  const all = [...parts, ...alternatives.flatMap((choice) => choice.parts)]
  if (!all.some((part) => part.kind === 'media' && part.sha256 !== undefined)) return new Map()
  return namesOfMedia(readMedia(call))
}
