import { isRecord, type UnknownRecord } from '../../text/unknown/is-record.ts'
import { words, type DraftPart } from '../parts/draft.ts'
import { objectAt, parsedArguments, textAt, wordsAt } from '../parts/json-values.ts'
import { mediaOfBase64, mediaOfUrl } from '../parts/media.ts'

/**
 * Reads one part of Gemini's contents. Vertex and older clients spell the names with underscores.
 *
 * @returns undefined where it is none
 */
export function readGeminiPart(part: UnknownRecord): readonly DraftPart[] | undefined {
  if (typeof part['text'] === 'string' && !('citationsContent' in part)) {
    return part['thought'] === true ? [{ kind: 'reasoning', text: part['text'] }] : words(part['text'])
  }
  for (const [name, read] of READERS) {
    const value = part[name]
    if (isRecord(value)) return read(value)
  }
  // A signature alone, at the end of a stream.
  return 'thoughtSignature' in part ? [] : undefined
}

const READERS: readonly (readonly [name: string, read: (value: UnknownRecord) => readonly DraftPart[]])[] = [
  ['functionCall', readCall],
  ['function_call', readCall],
  ['functionResponse', readResponse],
  ['function_response', readResponse],
  ['inlineData', readData],
  ['inline_data', readData],
  ['fileData', readFile],
  ['file_data', readFile],
  ['executableCode', readCode],
  ['codeExecutionResult', readCodeResult],
  ['toolCall', readServerCall],
  ['toolResponse', readServerResponse],
]

function readCall(call: UnknownRecord): readonly DraftPart[] {
  return [
    {
      kind: 'tool-call',
      id: textAt(call, 'id'),
      name: wordsAt(call, 'name'),
      arguments: parsedArguments(call['args']),
    },
  ]
}

function readResponse(response: UnknownRecord): readonly DraftPart[] {
  return [
    {
      kind: 'tool-result',
      id: textAt(response, 'id'),
      name: textAt(response, 'name'),
      result: response['response'] ?? '',
    },
  ]
}

function readData(data: UnknownRecord): readonly DraftPart[] {
  const type = textAt(data, 'mimeType') ?? textAt(data, 'mime_type')
  return [mediaOfBase64(wordsAt(data, 'data'), type, textAt(data, 'displayName'))]
}

function readFile(file: UnknownRecord): readonly DraftPart[] {
  const url = textAt(file, 'fileUri') ?? wordsAt(file, 'file_uri')
  return [mediaOfUrl(url, undefined, textAt(file, 'mimeType') ?? textAt(file, 'mime_type'))]
}

function readCode(code: UnknownRecord): readonly DraftPart[] {
  return [
    {
      kind: 'tool-call',
      id: textAt(code, 'id'),
      name: 'code_execution',
      arguments: { language: wordsAt(code, 'language').toLowerCase(), code: wordsAt(code, 'code') },
      server: true,
    },
  ]
}

function readCodeResult(result: UnknownRecord): readonly DraftPart[] {
  return [
    {
      kind: 'tool-result',
      id: textAt(result, 'id'),
      name: 'code_execution',
      result: { outcome: wordsAt(result, 'outcome'), output: wordsAt(result, 'output') },
    },
  ]
}

function readServerCall(call: UnknownRecord): readonly DraftPart[] {
  const name = wordsAt(call, 'toolType').toLowerCase()
  return [{ kind: 'tool-call', id: textAt(call, 'id'), name, arguments: objectAt(call, 'args'), server: true }]
}

function readServerResponse(response: UnknownRecord): readonly DraftPart[] {
  // A page of style sheets and buttons, which Google wants to be shown; another one at every call.
  const { search_suggestions: suggestions, ...rest } = objectAt(response, 'response')
  const isPageAlone = suggestions !== undefined && Object.keys(rest).length === 0
  return [
    {
      kind: 'tool-result',
      id: textAt(response, 'id'),
      name: wordsAt(response, 'toolType').toLowerCase(),
      result: isPageAlone ? 'not shown' : rest,
    },
  ]
}
