/** Answers the colours of the style sheet by their names, as the theme has them, for what is drawn. */
export function colorsOf(element: HTMLElement): (name: string) => string {
  const probe = document.createElement('span');
  return (name) => {
    // A variable holds both themes; only an element makes one colour of it.
    probe.style.color = `var(--${name})`;
    element.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  };
}
