{{/* Where a pod finds what it proves itself by, and whom it trusts. Whole folders, and no subPath: Kubernetes renews the files in them. */}}
{{- define "ghostnet.tls.folder" -}}/etc/ghostnet/tls{{- end -}}
{{- define "ghostnet.redisAuthorities.folder" -}}/etc/ghostnet/redis{{- end -}}
{{- define "ghostnet.metrics.folder" -}}/etc/ghostnet/metrics{{- end -}}

{{/* The volume of a secret: (dict "name" … "secret" … "items" (dict key file)). The group is the pod's fsGroup. */}}
{{- define "ghostnet.secret.volume" -}}
- name: {{ .name }}
  secret:
    secretName: {{ .secret }}
    defaultMode: 0440
    items:
      {{- range $key, $path := .items }}
      - key: {{ $key }}
        path: {{ $path }}
      {{- end }}
{{- end -}}

{{- define "ghostnet.tls.volume" -}}
{{- include "ghostnet.secret.volume" (dict "name" "tls" "secret" . "items" (dict "tls.crt" "tls.crt" "tls.key" "tls.key" "ca.crt" "ca.crt")) -}}
{{- end -}}

{{/* Which secret, and which key of it, has the authorities of Redis' certificate; empty when the image's own are right. */}}
{{- define "ghostnet.redisAuthorities" -}}
{{- if .Values.redis.enabled -}}
{{- with include "ghostnet.tls.secret" (dict "root" . "role" "redis") -}}{{ dict "secret" . "key" "ca.crt" | toJson }}{{- end -}}
{{- else -}}
{{- with .Values.redis.external.authorities -}}{{- if .existingSecret -}}{{ dict "secret" .existingSecret "key" .key | toJson }}{{- end -}}{{- end -}}
{{- end -}}
{{- end -}}

{{- define "ghostnet.redisAuthorities.volume" -}}
{{- with include "ghostnet.redisAuthorities" . -}}
{{- with fromJson . -}}
{{- include "ghostnet.secret.volume" (dict "name" "redis-authorities" "secret" .secret "items" (dict .key "ca.crt")) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "ghostnet.redisAuthorities.mount" -}}
{{- if include "ghostnet.redisAuthorities" . -}}
- name: redis-authorities
  mountPath: {{ include "ghostnet.redisAuthorities.folder" . }}
  readOnly: true
{{- end -}}
{{- end -}}
