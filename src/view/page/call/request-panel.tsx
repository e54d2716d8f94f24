import { formatThings } from '../../../report/format.ts'
import type { CallDetail, TestDetail } from '../../data/test-detail.ts'
import { MessageView } from '../conversation/message-view.tsx'
import { JsonView } from '../part/json-view.tsx'

/** The whole request of a call: its settings, the tools that it offers, its system prompt, and all messages. */
export function RequestPanel({ call, detail }: { readonly call: CallDetail; readonly detail: TestDetail }) {
  const settings = detail.settings[call.settings] ?? {}
  const tools = detail.tools[call.tools] ?? []
  const messages = allMessages(call, detail)
  const system = messages.filter((place) => /^(?:system|developer)$/u.test(detail.messages[place]?.role ?? ''))
  return (
    <>
      <p class="address">
        <code>
          {call.method} {call.url}
        </code>
      </p>
      <Settings settings={settings} />
      {tools.length === 0 ? null : (
        <section>
          <h3>{formatThings(tools.length, 'tool')} offered</h3>
          <dl class="offers">
            {tools.map(({ name, description }) => (
              <div key={name}>
                <dt>
                  <code>{name}</code>
                </dt>
                <dd dir="auto">{description}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      {system.length === 0 ? null : (
        <section>
          <h3>System prompt</h3>
          {system.map((place, index) => (
            <MessageView key={index} place={place} call={call.number} detail={detail} />
          ))}
        </section>
      )}
      <details class="fold">
        <summary>All {formatThings(messages.length, 'message')} of this request</summary>
        {messages.map((place, index) => (
          <MessageView key={index} place={place} call={call.number} detail={detail} />
        ))}
      </details>
    </>
  )
}

function Settings({ settings }: { readonly settings: TestDetail['settings'][number] }) {
  if (Object.keys(settings).length === 0) return null
  return (
    <section>
      <h3>Settings</h3>
      <dl class="settings">
        {Object.entries(settings).map(([name, value]) => (
          <div key={name}>
            <dt>
              <code>{name}</code>
            </dt>
            <dd>
              <JsonView value={value} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function allMessages(call: CallDetail, detail: TestDetail): readonly number[] {
  const parts: (readonly number[])[] = []
  let current: CallDetail | undefined = call
  while (current !== undefined) {
    const { continues, messages }: CallDetail = current
    parts.unshift(messages)
    current = detail.calls.find(({ number }) => number === continues)
  }
  return parts.flat()
}
