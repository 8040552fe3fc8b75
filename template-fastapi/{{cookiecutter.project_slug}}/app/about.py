{% include "shared/about.py" %}
