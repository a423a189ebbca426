{{- define "hub.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "hub.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- $name := include "hub.name" . }}
{{- if contains $name .Release.Name }}
{{- .Release.Name | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- end }}
{{- end }}

{{- define "hub.selectorLabels" -}}
app.kubernetes.io/name: {{ include "hub.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "hub.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "hub.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "hub.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "hub.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "hub.claim" -}}
{{- default (include "hub.fullname" .) .Values.persistence.existingClaim }}
{{- end }}

{{- define "hub.image" -}}
{{- if .Values.image.digest }}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest }}
{{- else }}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) }}
{{- end }}
{{- end }}

{{/* What cannot work together is refused with words. */}}
{{- define "hub.refuse" -}}
{{- if gt (int .Values.replicaCount) 1 }}
{{- if not .Values.s3.enabled }}
{{- fail "replicaCount above 1 needs objects in an S3 store: set s3.enabled" }}
{{- end }}
{{- if and (not .Values.persistence.existingClaim) (not (has "ReadWriteMany" .Values.persistence.accessModes)) }}
{{- fail "replicaCount above 1 needs a data directory that all pods can write: set persistence.accessModes to [ReadWriteMany]" }}
{{- end }}
{{- end }}
{{- if and (or .Values.wires.postgres .Values.wires.flight) (not .Values.hub.sql) }}
{{- fail "wires.postgres and wires.flight answer questions in SQL: set hub.sql" }}
{{- end }}
{{- if and (or .Values.wires.postgres .Values.wires.flight) (not .Values.wires.tlsSecret) }}
{{- fail "wires.postgres and wires.flight need a certificate: set wires.tlsSecret" }}
{{- end }}
{{- end }}
