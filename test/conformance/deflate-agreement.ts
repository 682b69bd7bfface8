/** How one side compresses. */
export interface Direction {
  readonly takesOver: boolean;
  readonly windowBits: number;
}

/** What both sides agreed on. */
export interface Agreed {
  readonly server: Direction;
  readonly client: Direction;
}

/** Reads a server's answer (RFC 7692 §7.1), which is also what holds. */
export function agreedBy(answer: string): Agreed {
  const params = new Map(
    answer.split(';').map((part) => {
      const [name = '', value = ''] = part.trim().split('=');
      return [name, value];
    }),
  );
  const direction = (side: string): Direction => ({
    takesOver: !params.has(`${side}_no_context_takeover`),
    windowBits: Number(params.get(`${side}_max_window_bits`) ?? 15),
  });
  return { server: direction('server'), client: direction('client') };
}

/** The same extension, whatever the order of its parameters. */
export function normalized(extension: string): string {
  const [name = '', ...params] = extension.split(';').map((part) => part.trim());
  return [name, ...params.sort()].join('; ');
}
