import { Choice } from './choice.ts';
import { byId } from './dom.ts';

const KEY = 'ticker.theme';

export type Theme = 'light' | 'dark';

/** The theme: as the system has it, until somebody chooses by the button. The choice is kept for the next visit. */
export function chooseTheme(): Choice<Theme> {
  const button = byId('theme', HTMLButtonElement);
  const system = matchMedia('(prefers-color-scheme: dark)');
  const kept = localStorage.getItem(KEY);
  const theme = new Choice<Theme>('light');
  const show = (value: Theme) => {
    document.documentElement.dataset.theme = value;
    button.ariaPressed = String(value === 'dark');
  };
  theme.follow(show);
  const followSystem = () => theme.choose(system.matches ? 'dark' : 'light');
  if (kept === 'light' || kept === 'dark') theme.choose(kept);
  else followSystem();
  show(theme.value);
  system.addEventListener('change', () => {
    if (localStorage.getItem(KEY) === null) followSystem();
  });
  button.addEventListener('click', () => {
    theme.choose(theme.value === 'dark' ? 'light' : 'dark');
    localStorage.setItem(KEY, theme.value);
  });
  return theme;
}
