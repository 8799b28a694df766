/** What JupyterLab's start does without: parsers, the panel's contents, the view. */

import { LanguageDescription, LanguageSupport } from '@codemirror/language';
import { javascriptLanguage } from '@codemirror/lang-javascript';
import { jsonLanguage } from '@codemirror/lang-json';
import { pythonLanguage } from '@codemirror/lang-python';
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import { Widget } from '@lumino/widgets';
import { expect, test, vi } from 'vitest';

import { highlightingPlugin } from '../src/highlighting/plugin';
import { LazyPanel } from '../src/panel/lazyPanel';

// The token alone: with all of JupyterLab's components it wants more than jsdom has.
vi.mock('@jupyterlab/codemirror', () => ({ IEditorLanguageRegistry: 'registry' }));

const FUNCTION = '%%hsfunction f\nconst one = 1;';

interface Spec {
  support?: LanguageSupport | undefined;
  load: () => Promise<LanguageSupport>;
}

/** JupyterLab's registry of languages, in so far as it is asked, and how often each was loaded. */
function registryOf(specs: Record<string, Spec>): IEditorLanguageRegistry {
  const registry = {
    findByMIME: (mime: string) => specs[mime] ?? null,
    getLanguage: async (mime: string) => {
      const spec = specs[mime];
      if (spec !== undefined) spec.support ??= await spec.load();
      return spec ?? null;
    }
  };
  return registry as unknown as IEditorLanguageRegistry;
}

function specs(): Record<'text/x-ipython' | 'text/javascript' | 'application/json', Spec> {
  const spec = (support: LanguageSupport): Spec => ({ load: vi.fn(() => Promise.resolve(support)) });
  return {
    'text/x-ipython': spec(new LanguageSupport(pythonLanguage)),
    'text/javascript': spec(new LanguageSupport(javascriptLanguage)),
    'application/json': spec(new LanguageSupport(jsonLanguage))
  };
}

function activate(registry: IEditorLanguageRegistry): void {
  void highlightingPlugin.activate(null as unknown as JupyterFrontEnd, registry);
}

function readsJavaScript(support: LanguageSupport | undefined): boolean {
  const tree = support?.language.parser.parse(FUNCTION);
  return tree?.resolveInner(FUNCTION.indexOf('1'), 1).name === 'Number';
}

test('no language is loaded before a cell asks for one, and then it has ours in it', async () => {
  const languages = specs();
  const loads = Object.values(languages).map(spec => spec.load);
  const registry = registryOf(languages);
  activate(registry);
  for (const load of loads) expect(load).not.toHaveBeenCalled();
  const ipython = await registry.getLanguage('text/x-ipython');
  for (const load of loads) expect(load).toHaveBeenCalledOnce();
  expect(readsJavaScript(ipython?.support)).toBe(true);
});

test('a language that was loaded before has ours in it soon', async () => {
  const languages = specs();
  languages['text/x-ipython'].support = new LanguageSupport(pythonLanguage);
  activate(registryOf(languages));
  await vi.waitFor(() => {
    expect(readsJavaScript(languages['text/x-ipython'].support)).toBe(true);
  });
});

test('no editor gets a language that does not have ours in it yet', async () => {
  // JupyterLab's own are such, which keep what they have loaded on themselves.
  const ipython = LanguageDescription.of({
    name: 'ipython',
    load: () => Promise.resolve(new LanguageSupport(pythonLanguage))
  });
  let arrives = (): void => undefined;
  const javascript = new Promise<LanguageSupport>(resolve => {
    arrives = (): void => {
      resolve(new LanguageSupport(javascriptLanguage));
    };
  });
  const languages = { ...specs(), 'text/x-ipython': ipython };
  languages['text/javascript'].load = vi.fn(() => javascript);
  const registry = registryOf(languages);
  activate(registry);
  const asked = registry.getLanguage('text/x-ipython');
  await vi.waitFor(() => {
    expect(languages['text/javascript'].load).toHaveBeenCalled();
  });
  expect(ipython.support).toBeUndefined();
  arrives();
  await asked;
  expect(readsJavaScript(ipython.support)).toBe(true);
});

test('Python keeps its colours where a parser cannot be had', async () => {
  const languages = specs();
  languages['text/javascript'].load = () => Promise.reject(new Error('gone'));
  const told = vi.spyOn(console, 'warn').mockReturnValue(undefined);
  const registry = registryOf(languages);
  activate(registry);
  const ipython = await registry.getLanguage('text/x-ipython');
  expect(ipython?.support?.language).toBe(pythonLanguage);
  expect(told).toHaveBeenCalledOnce();
});

test('the panel is made when it is shown, once, and made again where that failed', async () => {
  const make = vi.fn(() => Promise.reject<Widget>(new Error('gone')));
  const panel = new LazyPanel(make);
  panel.hide();
  Widget.attach(panel, document.body);
  expect(make).not.toHaveBeenCalled();
  panel.show();
  await vi.waitFor(() => {
    expect(panel.node.textContent).toContain('could not be loaded');
  });
  panel.hide();
  const content = new Widget();
  const activated = vi.spyOn(content, 'activate');
  make.mockImplementation(() => Promise.resolve(content));
  panel.show();
  panel.activate();
  await vi.waitFor(() => {
    expect(activated).toHaveBeenCalledOnce();
  });
  expect(panel.widgets).toEqual([content]);
  expect(panel.node.textContent).toBe('');
  expect(make).toHaveBeenCalledTimes(2);
});
