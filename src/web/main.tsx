import '@fontsource-variable/inter/wght.css';
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './theme/base.css';
import './theme/controls.css';
import './theme/forced-colors.css';
import './theme/print.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { printInLight } from './theme/print-in-light.ts';
import { styleNonce } from './theme/style-nonce.ts';

const place = document.getElementById('rollcall');
if (place === null) throw new Error('The page has no element #rollcall.');
document.documentElement.toggleAttribute('data-framed', window.top !== window);
printInLight(window);
createRoot(place).render(
  <StrictMode>
    <App nonce={styleNonce(document)} />
  </StrictMode>,
);
