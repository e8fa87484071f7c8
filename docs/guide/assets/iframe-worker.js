// Browsers start no worker from a page on the disk; there, search runs in a hidden frame instead.
;(() => {
  if (location.protocol !== "file:") return
  window.IFrameWorker = window.Worker = class extends EventTarget {
    constructor(url) {
      super()
      const at = new URL(url, document.baseURI)
      this.waiting = []
      const frame = document.createElement("iframe")
      frame.hidden = true
      document.body.append(frame)
      this.window = frame.contentWindow
      const inner = frame.contentDocument
      const deliver = (data) => {
        const event = new MessageEvent("message", { data })
        if (typeof this.onmessage === "function") this.onmessage(event)
        this.dispatchEvent(event)
      }
      this.window.postMessage = (data) => setTimeout(() => deliver(data))
      this.window.importScripts = (...names) => names.reduce(
        (before, name) => before.then(() => load(inner, new URL(name, at))), Promise.resolve()
      )
      load(inner, at).then(() => {
        this.ready = true
        this.waiting.splice(0).forEach((data) => this.postMessage(data))
      })
    }
    postMessage(data) {
      if (!this.ready) return void this.waiting.push(data)
      setTimeout(() => this.window.dispatchEvent(new MessageEvent("message", { data })))
    }
    terminate() {
      this.window.frameElement?.remove()
    }
  }
  function load(inner, url) {
    return new Promise((resolve, reject) => {
      const script = inner.createElement("script")
      script.src = String(url)
      script.onload = resolve
      script.onerror = reject
      inner.body.append(script)
    })
  }
})()
