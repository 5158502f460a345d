// The face that code is shown in. What has code in it imports this, so that no other page fetches it.
import '@fontsource-variable/jetbrains-mono/wght.css';
import './code-face.css';
