/** The demo cannot go on; the message is a sentence for whoever started it. */
export class DemoFailure extends Error {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'DemoFailure';
  }
}
