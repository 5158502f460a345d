/** What to say of a request that failed, and what to do next. The service's own sentence is shown beside it. */
export const problems = {
  title: 'This could not be loaded',
  what: 'What happened',
  actionTitle: 'That did not work',
  reference: 'Reference',
  network: {
    title: 'Rollcall cannot be reached',
    next: 'Check your connection. This page tries again when it is back.',
  },
  late: {
    title: 'Rollcall does not answer',
    next: 'It may be busy. Try again in a moment; if it goes on, tell who runs Rollcall.',
  },
  /** Of what was to be changed: nobody knows whether it was. */
  unanswered: 'It may have been done all the same: look before you repeat it.',
  unreadable: {
    title: 'The answer could not be read',
    next: 'Something between you and Rollcall may have changed it, such as a proxy. Try again, or ask who runs your network.',
  },
  next: {
    forbidden: 'You may look at this, but not change it. Ask somebody whose role allows it.',
    /** What the reader may not even look at. */
    closed: 'Your link or your role does not open this. Ask for one that does.',
    not_found: 'It may have been removed meanwhile. Go back and look at the list.',
    conflict:
      'Somebody else may have changed it meanwhile. Reload, look at it again, and repeat what you wanted.',
    invalid_request: 'Change what the sentence names, and try again.',
    idempotency_key_in_use: 'It is still being done. Look in a moment whether it is there.',
    secret_shown_once:
      'What you asked for was made, but its secret never reached this page. Close this, take it off the list, and make another.',
    payload_too_large: 'Make it shorter, and try again.',
    policy_invalid: 'Open the policy, mend what is marked, and try again.',
    database_unavailable: 'Nothing was changed. Try again in a moment.',
    internal: 'Try again. If it happens again, quote the reference to who runs Rollcall.',
    other: 'Try again. If it happens again, quote the reference to who runs Rollcall.',
  },
};
