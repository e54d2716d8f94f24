// The tests of a user of Bedrock's client as it is, without settings: its handler speaks HTTP/2. `define` gets what the
// runners name alike.
const messages = (text) => [{ role: 'user', content: [{ text }] }]
const question = (text) => ({ modelId: 'anthropic.claude-sonnet-4-5-v1:0', messages: messages(text) })
const body = (text) => ({
  modelId: 'anthropic.claude-sonnet-4-5-v1:0',
  contentType: 'application/json',
  body: JSON.stringify({ anthropic_version: 'bedrock-2023-05-31', messages: messages(text) }),
})

module.exports = function define({ test, expect, bedrock }) {
  const { BedrockRuntimeClient, ConverseCommand, ConverseStreamCommand, InvokeModelCommand } = bedrock
  const { InvokeModelWithResponseStreamCommand } = bedrock
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'not-a-real-one' }
  const client = new BedrockRuntimeClient({ region: 'us-east-1', credentials, maxAttempts: 1 })
  const patient = new BedrockRuntimeClient({ region: 'us-east-1', credentials, retryMode: 'standard', maxAttempts: 3 })
  const converse = async (text, by = client) =>
    (await by.send(new ConverseCommand(question(text)))).output.message.content[0].text

  test('asks', async () => {
    expect(await converse('hello Ann')).toBe('You said: hello Ann')
  })
  test('asks for a stream', async () => {
    const { stream } = await client.send(new ConverseStreamCommand(question('hello Bob')))
    const pieces = []
    let usage
    for await (const event of stream) {
      if (event.contentBlockDelta) pieces.push(event.contentBlockDelta.delta.text)
      usage = event.metadata?.usage ?? usage
    }
    expect(pieces.join('')).toBe('You said: hello Bob')
    expect(pieces.length).toBeGreaterThan(2)
    expect(usage.outputTokens).toBe(4)
  })
  test('invokes a model', async () => {
    const answer = await client.send(new InvokeModelCommand(body('hello Carl')))
    expect(JSON.parse(new TextDecoder().decode(answer.body)).content[0].text).toBe('You said: hello Carl')
  })
  test('invokes a model for a stream', async () => {
    const answer = await client.send(new InvokeModelWithResponseStreamCommand(body('hello Dora')))
    let text = ''
    for await (const { chunk } of answer.body)
      text += JSON.parse(new TextDecoder().decode(chunk.bytes)).delta?.text ?? ''
    expect(text).toBe('You said: hello Dora')
  })
  test('stops a stream', async () => {
    const controller = new AbortController()
    const { signal } = controller
    const { stream } = await client.send(new ConverseStreamCommand(question('endless')), { abortSignal: signal })
    let seen = 0
    for await (const _ of stream) if ((seen += 1) === 5) break
    controller.abort()
    expect(seen).toBe(5)
  })
  test('is refused', async () => {
    await expect(converse('refuse me')).rejects.toMatchObject({ name: 'ValidationException', message: 'no: refuse me' })
  })
  test('meets a failure', async () => {
    await expect(converse('fail')).rejects.toMatchObject({ name: 'InternalServerException', message: 'it broke' })
  })
  test('is cut off', async () => {
    await expect(converse('reset')).rejects.toThrow()
  })
  test('asks again when the server was busy', async () => {
    expect(await converse('busy once', patient)).toBe('You said: busy once')
  })
  test.concurrent.each(['one', 'two', 'three', 'four'])('shares the client, %s', async (name) => {
    const answers = await Promise.all(['a', 'b', 'c'].map((letter) => converse(`${name} ${letter}`)))
    expect(answers).toEqual(['a', 'b', 'c'].map((letter) => `You said: ${name} ${letter}`))
  })
}
