"""Who may judge which translation, and what they earn by it."""

from host import serve


def define(config):
    rare = config["task_config"]["rare"]

    def may_work(takes):
        held = takes["worker"]["qualifications"]
        return [item["language"] not in rare or f"speaks-{item['language']}" in held for item in takes["items"]]

    def on_submitted(takes):
        return [{"grant": f"judged-{takes['item']['language']}"}]

    return {"mayWork": may_work, "onSubmitted": on_submitted}


serve(define)
