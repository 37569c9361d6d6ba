// The three functions of the "reflect-metadata" proposal that @peculiar/x509's container asks for when it is loaded.
// It never reads design types of ours, so a WeakMap of own entries and a walk up the prototypes are the whole of it.

type ReflectWithMetadata = typeof Reflect & {
  defineMetadata?(key: unknown, value: unknown, target: object): void;
  getOwnMetadata?(key: unknown, target: object): unknown;
  getMetadata?(key: unknown, target: object): unknown;
};

/** Gives `Reflect` the metadata functions unless some other module already has. Calling it twice changes nothing. */
export function installReflectMetadata(): void {
  const api: ReflectWithMetadata = Reflect;
  if (api.getMetadata !== undefined) return;
  const store = new WeakMap<object, Map<unknown, unknown>>();
  api.defineMetadata = (key, value, target) => {
    const own = store.get(target) ?? new Map<unknown, unknown>();
    store.set(target, own.set(key, value));
  };
  api.getOwnMetadata = (key, target) => store.get(target)?.get(key);
  api.getMetadata = (key, target) => {
    for (let at: object | null = target; at !== null; at = Object.getPrototypeOf(at)) {
      const own = store.get(at);
      if (own?.has(key)) return own.get(key);
    }
    return undefined;
  };
}
