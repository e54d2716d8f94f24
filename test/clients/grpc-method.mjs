const text = { serialize: (value) => Buffer.from(value), deserialize: String }

/** One text for another, as gRPC describes it: no `.proto` file has to be compiled. */
export const SAY = {
  path: '/x.Echo/Say',
  requestStream: false,
  responseStream: false,
  requestSerialize: text.serialize,
  requestDeserialize: text.deserialize,
  responseSerialize: text.serialize,
  responseDeserialize: text.deserialize,
}
