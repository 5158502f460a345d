/** What a colour says, everywhere: fine, look at it, broken, for your knowledge, not in use. Never by colour alone. */
export type Tone = 'ok' | 'attention' | 'problem' | 'info' | 'off';
