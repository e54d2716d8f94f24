import { describe, expect, test } from 'vitest'

import { bytesOf, callsOf, hashOf, makeCall, serialize, textOf } from './samples.ts'

const wav = Buffer.concat([Buffer.from('RIFF\u0000\u0000\u0000\u0000WAVEfmt '), Buffer.alloc(300, 7)])

/** An upload as `fetch` sends it. */
async function upload(make: (form: FormData) => void): Promise<{ readonly type: string; readonly body: Uint8Array }> {
  const form = new FormData()
  make(form)
  const sent = new Response(form)
  return { type: sent.headers.get('content-type') ?? '', body: new Uint8Array(await sent.arrayBuffer()) }
}

const speech = (): ReturnType<typeof upload> =>
  upload((form) => {
    form.append('model', 'whisper-1')
    form.append('prompt', 'Names: Ann,\nBob – and "Zoë"')
    form.append('empty', '')
    form.append('file', new File([wav], 'hello "you".wav', { type: 'audio/wav' }))
  })

/** What a cassette has of the request. */
function requestIn(text: string): string {
  return text.slice(text.indexOf('request:'), text.indexOf('response:'))
}

function write(body: Uint8Array, type: string): ReturnType<typeof serialize> {
  return serialize([makeCall({ request: { headers: { 'content-type': type }, body } })])
}

describe('a multipart body', () => {
  test('is written field by field, its files beside the cassette', async () => {
    const { type, body } = await speech()
    const { text, files } = write(body, type)
    const name = `${hashOf(wav).slice(0, 16)}.wav`
    expect(text.slice(text.indexOf('  body:'), text.indexOf('response:'))).toBe(`  body:
    multipart:
      - name: model
        text: whisper-1
      - name: prompt
        text: |-
          Names: Ann,
          Bob – and "Zoë"
        lineBreaks: crlf
      - name: empty
      - name: file
        filename: "hello %22you%22.wav"
        type: audio/wav
        file: "${name}"
`)
    expect(files.get(name)).toEqual(new Uint8Array(wav))
    expect(callsOf(text, files)[0]?.request.body).toEqual(body)
  })

  test.each([
    ['of no parts that could be told apart', '--b\r\n\r\nx', 'multipart/form-data; boundary=b'],
    ['with line breaks of Unix', '--b\nA: 1\n\nx\n--b--\n', 'multipart/form-data; boundary=b'],
    ['with a text before it', 'hello\r\n--b\r\nA: 1\r\n\r\nx\r\n--b--\r\n', 'multipart/mixed; boundary=b'],
    ['with a header in another spelling', '--b\r\nA:1\r\n\r\nx\r\n--b--\r\n', 'multipart/mixed; boundary=b'],
    ['without a boundary in its type', '--b\r\nA: 1\r\n\r\nx\r\n--b--\r\n', 'multipart/mixed'],
  ])('%s is kept whole', (_what, body, type) => {
    const { text, files } = write(bytesOf(body), type)
    expect(requestIn(text)).not.toContain('multipart:')
    expect(callsOf(text, files)[0]?.request.body).toEqual(bytesOf(body))
  })

  test.each([
    ['with headers', '--b\r\nA: 1\r\n\r\nx\r\n--b\r\nB: ü\r\n\r\n\r\n--b--'],
    [
      'with headers beside those of a field',
      '--b\r\nContent-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: 8bit\r\n\r\nx\r\n--b--\r\n',
    ],
    ['that ends in two line breaks', '--b\r\nA: 1\r\n\r\nx\r\n--b--\r\n\r\n'],
    ['without headers', '--b\r\n\r\nx\r\n--b--\r\n'],
    ['whose content ends in a line break', '--b\r\nA: 1\r\n\r\nx\r\n\r\n--b--\r\n'],
  ])('%s gives back its bytes', (_what, body) => {
    const { text, files } = write(bytesOf(body), 'multipart/related; boundary="b"')
    expect(text).toContain('multipart:')
    expect(textOf(callsOf(text, files)[0]?.request.body ?? new Uint8Array())).toBe(body)
  })

  test.each([
    ['a part that is a text', '      - x\n', /expected 'multipart' to be a list of parts/],
    ['a part in two forms', '      - text: x\n        file: 1\n', /expected 'multipart' to be a list of parts/],
    ['base64 that is none', '      - base64: "%"\n', /has a 'base64' that is not base64/],
  ])('edited into %s is an error', (_what, part, problem) => {
    const { text } = write(bytesOf('--b\r\n\r\nhello\r\n--b--\r\n'), 'multipart/related; boundary=b')
    const edited = text.replace('      - text: hello\n', part)
    expect(edited).not.toBe(text)
    expect(() => callsOf(edited)).toThrow(problem)
  })

  test('without a boundary in the headers is an error', () => {
    const { text } = write(bytesOf('--b\r\n\r\nhello\r\n--b--\r\n'), 'multipart/related; boundary=b')
    expect(() => callsOf(text.replace('; boundary=b', ''))).toThrow(/expected a 'content-type' with a boundary/)
  })
})

describe('a JSON body', () => {
  test.each([
    ['{"temperature": 0.0, "top_p": 1.50, "n": 1e2}', { temperature: 0, top_p: 1.5, n: 100 }],
    [String.raw`{"text": "caf\u00e9 \/ \ud83d\ude00"}`, { text: 'café / 😀' }],
  ])('in another spelling is YAML: %s', (body, value) => {
    const { text } = write(bytesOf(body), 'application/json')
    expect(requestIn(text)).toContain('    json:\n')
    expect(JSON.parse(textOf(callsOf(text)[0]?.request.body ?? new Uint8Array()))).toEqual(value)
  })

  test.each([
    ['{"n":12345678901234567890}'],
    ['{"n":-0.0}'],
    ['{"n":1e400}'],
    ['{"a":1,"a":2}'],
    ['{"b":1,"1":2}'],
    [String.raw`{"a":"\ud83d"}`],
  ])('that no value holds is kept as it is: %s', (body) => {
    const { text } = write(bytesOf(body), 'application/json')
    expect(requestIn(text)).not.toContain('    json:\n')
    expect(textOf(callsOf(text)[0]?.request.body ?? new Uint8Array())).toBe(body)
  })
})
