import { byId } from './dom.ts';

const KEY = 'editor.theme';

/** The theme: as the system has it, until somebody chooses by the button. The choice is kept for the next visit. */
export function followTheme(): void {
  const button = byId('theme', HTMLButtonElement);
  const system = matchMedia('(prefers-color-scheme: dark)');
  let isDark = false;
  const show = () => {
    const kept = localStorage.getItem(KEY);
    isDark = kept === null ? system.matches : kept === 'dark';
    document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
    button.ariaPressed = String(isDark);
  };
  show();
  system.addEventListener('change', show);
  button.addEventListener('click', () => {
    localStorage.setItem(KEY, isDark ? 'light' : 'dark');
    show();
  });
}
